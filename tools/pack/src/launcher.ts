/** What the launcher of a packed folder is made of. */
export interface Launcher {
  /** Node's own options, from the first line of the program. */
  readonly nodeOptions: readonly string[];
  /** The commit that was packed, 40 digits; undefined where there is none. */
  readonly commit: string | undefined;
  /** Whether tracked files differed from it. */
  readonly hasChanges: boolean;
}

/** Node's options in the first line of a program: `#!/usr/bin/env -S node --option ...`. */
export function nodeOptionsOf(program: string): string[] {
  const [first = ''] = program.split('\n', 1);
  const words = first.split(/\s+/);
  return words.slice(words.indexOf('node') + 1).filter((word) => word.startsWith('--'));
}

/**
 * The script that starts the packed program, for any POSIX shell, using nothing but what is built into it. Dawn needs the
 * loader of Vulkan, which is taken from the system or else from the packed folder, and the loader a description of the
 * driver, which containers often lack.
 */
export function launcherText({ nodeOptions, commit, hasChanges }: Launcher): string {
  const packed =
    commit === undefined
      ? ''
      : `export RDROP_COMMIT=${commit}\nexport RDROP_COMMIT_CHANGED=${hasChanges ? 'yes' : 'no'}\n`;
  return `#!/bin/sh
# Runs rdrop of this folder: ./rdrop --help. Needs no network, no installation, and of the system the C and C++ libraries.
case $0 in
  */*) here=\${0%/*} ;;
  *) here=. ;;
esac
here=$(CDPATH= cd -- "$here" && pwd -P) || exit 1

# Libraries of the folder come last, so that LD_LIBRARY_PATH can overrule them.
for folder in /usr/local/nvidia/lib64 "$here/vulkan"; do
  if [ -d "$folder" ]; then
    LD_LIBRARY_PATH=\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$folder
    export LD_LIBRARY_PATH
  fi
done

# The loader of Vulkan looks for descriptions of drivers in the first two places. Where there are none, it is told.
if [ -z "$VK_DRIVER_FILES$VK_ICD_FILENAMES" ]; then
  driver=
  for file in /etc/vulkan/icd.d/*.json /usr/share/vulkan/icd.d/*.json \\
    /usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json "$here/vulkan/nvidia_icd.json"; do
    if [ -e "$file" ]; then
      driver=$file
      break
    fi
  done
  case $driver in
    /etc/vulkan/* | /usr/share/vulkan/* | '') ;;
    "$here"/*) if [ -e /proc/driver/nvidia/version ]; then export VK_DRIVER_FILES="$driver" VK_ICD_FILENAMES="$driver"; fi ;;
    *) export VK_DRIVER_FILES="$driver" VK_ICD_FILENAMES="$driver" ;;
  esac
fi
export XDG_RUNTIME_DIR="\${XDG_RUNTIME_DIR:-/tmp}" # drivers complain without one

${packed}exec "$here/bin/node" ${nodeOptions.join(' ')} "$here/tools/rdrop-cli/bin/rdrop.mjs" "$@"
`;
}
