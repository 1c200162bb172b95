// What npx and ts-node take for themselves is measured by it.
