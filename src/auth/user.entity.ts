import { Entity, Enum, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { LANGUAGES, type Language } from '../common/vocabulary.js';

export const USER_ROLES = ['user', 'admin'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** The unique indexes, by whose names a violation is told apart. */
export const USER_EMAIL_UNIQUE = 'users_email_unique';
export const USER_USERNAME_UNIQUE = 'users_username_unique';

/** An account. Emails and names are kept as given; whether one is taken does not depend on its case. */
@Entity({ tableName: 'users' })
@Index({
  name: USER_EMAIL_UNIQUE,
  expression: `create unique index "${USER_EMAIL_UNIQUE}" on "users" (lower("email"))`,
})
@Index({
  name: USER_USERNAME_UNIQUE,
  expression: `create unique index "${USER_USERNAME_UNIQUE}" on "users" (lower("username"))`,
})
export class User {
  @PrimaryKey({ type: 'uuid' })
  id: string;

  @Property({ type: 'text' })
  username: string;

  @Property({ type: 'text' })
  email: string;

  @Property({ type: 'text', hidden: true, lazy: true })
  passwordHash: string;

  @Enum({ items: () => [...USER_ROLES] })
  role: UserRole;

  @Enum({ items: () => [...LANGUAGES], nullable: true })
  locale: Language | null = null;

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()' })
  createdAt: Date = new Date();

  @Property({ type: 'datetime', length: 3, defaultRaw: 'now()', onUpdate: () => new Date() })
  updatedAt: Date = new Date();

  constructor(values: Pick<User, 'id' | 'username' | 'email' | 'passwordHash' | 'role'>) {
    this.id = values.id;
    this.username = values.username;
    this.email = values.email;
    this.passwordHash = values.passwordHash;
    this.role = values.role;
  }

  /** Takes over what is given. */
  change(values: Partial<Pick<User, 'username' | 'email' | 'passwordHash' | 'role' | 'locale'>>): void {
    Object.assign(this, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));
  }
}
