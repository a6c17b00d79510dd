/** For threads that run this package from its TypeScript sources: they inherit no loader registered at run time. */
import { register } from 'tsx/esm/api';

register();
