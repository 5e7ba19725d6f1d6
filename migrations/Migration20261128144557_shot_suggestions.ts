import { Migration } from '@mikro-orm/migrations';

export class Migration20261128144557_shot_suggestions extends Migration {
  override name = 'Migration20261128144557_shot_suggestions';

  override up(): void | Promise<void> {
    this.addSql(`alter table "shots" add "ai_collaboration" jsonb not null default '[]';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "shots" drop column "ai_collaboration";`);
  }
}
