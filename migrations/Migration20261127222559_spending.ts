import { Migration } from '@mikro-orm/migrations';

export class Migration20261127222559_spending extends Migration {
  override name = 'Migration20261127222559_spending';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "provider_calls" ("id" uuid not null, "user_id" uuid not null, "job_id" uuid not null, "step_id" uuid not null, "attempt" smallint not null, "provider" varchar(40) not null, "model" varchar(80) not null, "state" varchar(12) not null default 'intended', "operation" jsonb null, "estimate_usd" double precision not null, "cost_usd" double precision null, "created_at" timestamptz(3) not null default now(), "settled_at" timestamptz(3) null, "ask_after" timestamptz(3) not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `create index "provider_calls_abandoned_index" on "provider_calls" ("ask_after") where "state" = 'abandoned';`,
    );
    this.addSql(`create index "provider_calls_step_id_index" on "provider_calls" ("step_id");`);

    this.addSql(`alter table "jobs" add "max_cost_usd" double precision null;`);

    this.addSql(`alter table "job_steps" add "cost_reserved" double precision not null default 0;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "provider_calls" cascade;`);

    this.addSql(`alter table "job_steps" drop column "cost_reserved";`);

    this.addSql(`alter table "jobs" drop column "max_cost_usd";`);
  }
}
