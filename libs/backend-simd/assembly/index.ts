export { gemm, gemmBatched, gemmWorkBytes, heapBase } from './gemm';
