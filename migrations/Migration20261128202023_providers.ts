import { Migration } from '@mikro-orm/migrations';

export class Migration20261128202023_providers extends Migration {
  override name = 'Migration20261128202023_providers';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "provider_chains" ("capability" varchar(16) not null, "providers" jsonb not null, "updated_by" uuid not null, "updated_at" timestamptz(3) not null default now(), primary key ("capability"));`,
    );

    this.addSql(
      `alter table "job_steps" add "softened" smallint not null default 0, add "woken_at" timestamptz(3) null;`,
    );

    this.addSql(
      `alter table "provider_calls" add "capability" varchar(16) not null default 'video', add "usage" jsonb null, add "error_code" varchar(24) null;`,
    );
    this.addSql(`alter table "provider_calls" alter column "capability" drop default;`);
    this.addSql(`alter table "provider_calls" alter column "job_id" drop not null;`);
    this.addSql(`alter table "provider_calls" alter column "step_id" drop not null;`);
    this.addSql(`create index "provider_calls_job_id_created_at_index" on "provider_calls" ("job_id", "created_at");`);
    this.addSql(
      `create index "provider_calls_open_index" on "provider_calls" ("provider") where "state" in ('intended', 'started');`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "provider_chains" cascade;`);

    this.addSql(`alter table "job_steps" drop column "softened", drop column "woken_at";`);

    this.addSql(`drop index "provider_calls_job_id_created_at_index";`);
    this.addSql(`drop index "provider_calls_open_index";`);
    this.addSql(
      `alter table "provider_calls" drop column "capability", drop column "usage", drop column "error_code";`,
    );
    this.addSql(`alter table "provider_calls" alter column "job_id" set not null;`);
    this.addSql(`alter table "provider_calls" alter column "step_id" set not null;`);
  }
}
