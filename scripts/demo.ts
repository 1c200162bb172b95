import { demonstrate } from '../stand-in/demo.ts';

demonstrate().then((code) => process.exit(code));
