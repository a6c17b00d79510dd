import { at, storeTransposed } from './vector';

/**
 * y [d0, d1, d2, d3] from x, whose strides along those axes are s0 .. s3 (in elements; elements of 4 bytes).
 * Slices d0Begin <= i0 < d0End.
 */
export function transpose(
  x: usize,
  y: usize,
  d0Begin: i32,
  d0End: i32,
  d1: i32,
  d2: i32,
  d3: i32,
  s0: i32,
  s1: i32,
  s2: i32,
  s3: i32,
): void {
  let to = at(y, d0Begin * d1 * d2 * d3);
  const plane = d2 * d3;
  for (let i0 = d0Begin; i0 < d0End; i0++) {
    for (let i1 = 0; i1 < d1; i1++) {
      const from = at(x, i0 * s0 + i1 * s1);
      if (s3 == 1) copyRows(to, from, d2, d3, s2);
      else if (s2 == 1) transposePlane(to, from, d2, d3, s3);
      else gatherPlane(to, from, d2, d3, s2, s3);
      to = at(to, plane);
    }
  }
}

function copyRows(y: usize, x: usize, rows: i32, cols: i32, stride: i32): void {
  for (let i = 0; i < rows; i++) memory.copy(at(y, i * cols), at(x, i * stride), (<usize>cols) << 2);
}

function gatherPlane(y: usize, x: usize, rows: i32, cols: i32, rowStride: i32, colStride: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      store<u32>(at(y, i * cols + j), load<u32>(at(x, i * rowStride + j * colStride)));
    }
  }
}

/** y[i, j] = x[j * stride + i], in tiles of 4 by 4. */
function transposePlane(y: usize, x: usize, rows: i32, cols: i32, stride: i32): void {
  const wholeRows = rows & ~3;
  const wholeCols = cols & ~3;
  for (let i = 0; i < wholeRows; i += 4) {
    for (let j = 0; j < wholeCols; j += 4) {
      const r0 = v128.load(at(x, j * stride + i));
      const r1 = v128.load(at(x, (j + 1) * stride + i));
      const r2 = v128.load(at(x, (j + 2) * stride + i));
      const r3 = v128.load(at(x, (j + 3) * stride + i));
      storeTransposed(at(y, i * cols + j), (<usize>cols) << 2, r0, r1, r2, r3);
    }
  }
  for (let i = 0; i < rows; i++) {
    for (let j = i < wholeRows ? wholeCols : 0; j < cols; j++) {
      store<u32>(at(y, i * cols + j), load<u32>(at(x, j * stride + i)));
    }
  }
}
