/** Where a lib's messages for people go; one line each, without a line end. */
export interface Logger {
  info(line: string): void;
  warn(line: string): void;
}
