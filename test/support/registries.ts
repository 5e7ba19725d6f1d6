import { type BuiltModels, ModelRegistry } from '../../src/ai/model-registry.js';
import { Call, type GenerationModel, type Operation } from '../../src/ai/ports.js';
import { ProviderLimits } from '../../src/ai/provider-limits.js';
import { type Config, parseConfig } from '../../src/common/config.js';

/** A registry with these models and no others. */
export function registryOf(built: Partial<BuiltModels> = {}): ModelRegistry {
  const none = { script: [], image: [], video: [], speech: [], moderation: [], transcription: [], suggest: [] };
  return new ModelRegistry({ ...none, ...built });
}

/** The limits of one process without Redis. */
export function limitsOf(limits: Config['providers']['limits'] = parseConfig({}).providers.limits): ProviderLimits {
  return new ProviderLimits({ commands: { status: 'end', options: {} } } as never, { providers: { limits } });
}

/** Starts a generation that the vendor has not finished at once. */
export async function begun<Request>(
  model: GenerationModel<Request, unknown>,
  request: Request,
  signal: AbortSignal,
): Promise<Operation> {
  const started = await model.start(request, new Call(signal));
  if (started.state !== 'pending') {
    throw new Error('the vendor has finished at once');
  }
  return started.operation;
}
