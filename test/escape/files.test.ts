import { attackAll } from './hold.ts';

attackAll('files');
