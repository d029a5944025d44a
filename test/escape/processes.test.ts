import { attackAll } from './hold.ts';

attackAll('processes');
