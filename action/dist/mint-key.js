require("./rolldown-runtime.js");
const require_shared = require("./shared.js");
// action/mint-key.ts
require_shared.speakOfAction();
require_shared.runMintKey();
