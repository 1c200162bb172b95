import { serve } from '../stand-in/serve.ts';

serve();
