import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';

// Without it, most of what a render process of a test takes to start is the stripping of types.
enableCompileCache(join(import.meta.dirname, '../.cache/compiled'));

/** Lets Node run our TypeScript without a build: imports say `./x.js`, the file is `./x.ts`. */
registerHooks({
  resolve(specifier, context, nextResolve) {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      // `import` and `require` name it differently.
      const isMissing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(error.code);
      if (!isMissing || !specifier.startsWith('.') || !specifier.endsWith('.js')) {
        throw error;
      }
      return nextResolve(specifier.replace(/\.js$/, '.ts'), context);
    }
  },
});
