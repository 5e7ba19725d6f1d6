import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { type Capability } from './ports.js';

/** Whom an administrator has put in a chain, in place of what the environment says. */
@Entity({ tableName: 'provider_chains' })
export class ProviderChainRow {
  @PrimaryKey({ length: 16 })
  capability: Capability;

  /** Ids like those of the environment: `runway`, `replicate:svd-xt`. */
  @Property({ type: 'json' })
  providers: string[];

  @Property({ type: 'uuid' })
  updatedBy: string;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  updatedAt = new Date();
}
