import { Migration } from '@mikro-orm/migrations';

export class Migration20261128010902_project_covers extends Migration {
  override name = 'Migration20261128010902_project_covers';

  override up(): void | Promise<void> {
    this.addSql(`alter table "asset_uses" drop constraint "asset_uses_kind_check";`);
    this.addSql(
      `alter table "asset_uses" add constraint "asset_uses_kind_check" check ("kind" in ('step', 'shot', 'upload', 'job', 'project'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "asset_uses" drop constraint "asset_uses_kind_check";`);
    this.addSql(
      `alter table "asset_uses" add constraint "asset_uses_kind_check" check ("kind" in ('step', 'shot', 'upload', 'job'));`,
    );
  }
}
