import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Int, Optional } from './field.decorators.js';

/** Beyond this many rows a list's `total` is no longer counted. */
export const MAX_TOTAL = 10_000;

export type SortOrder = 'asc' | 'desc';

/** What every list can be asked for. The class behind it fills in the defaults. */
export interface PageFields {
  limit: number;
  offset: number;
  sort_by: string;
  sort_order: SortOrder;
}

/** The query class of a list: the columns it sorts by (the first is the default), its highest `limit`. */
export function pageQuery(
  sortable: readonly [string, ...string[]],
  { maxLimit = 100, order = 'desc' }: { maxLimit?: number; order?: SortOrder } = {},
): Type<PageFields> {
  class ListQuery implements PageFields {
    @Optional()
    @Int(1, maxLimit)
    @ApiProperty({ default: 20, example: 20, description: 'How many at most; more or fewer than allowed is a 400' })
    limit: number = 20;

    @Optional()
    @Int(0, Number.MAX_SAFE_INTEGER)
    @ApiProperty({ default: 0, example: 0, description: 'How many to pass over from the beginning of the list' })
    offset: number = 0;

    @Optional()
    @IsIn(sortable)
    @ApiProperty({
      enum: [...sortable],
      default: sortable[0],
      example: sortable[0],
      description: 'What the list is ordered by; what is equal in it is ordered by id',
    })
    sort_by: string = sortable[0];

    @Optional()
    @IsIn(['asc', 'desc'])
    @ApiProperty({
      enum: ['asc', 'desc'],
      default: order,
      example: order,
      description: '`asc`: the smallest, oldest or first comes first; `desc`: the other way round',
    })
    sort_order: SortOrder = order;
  }
  return ListQuery;
}

/** The query of an ordinary list: newest first, 20 a page. */
export class PageQuery extends pageQuery(['created_at', 'updated_at']) {}

/** One page of a list, as the wire has it. */
export interface Page<T> {
  items: T[];
  total: number;
  total_is_exact: boolean;
  limit: number;
  offset: number;
}

/** SQL: how many rows there are, counted as far as a list's `total` goes; `from` is what stands behind that word. */
export function countOf(from: string): string {
  return `select count(*)::int as count from (select 1 from ${from} limit ${MAX_TOTAL + 1}) counted`;
}

/** What `like` takes for texts with these words in them, whatever signs they have; null where nothing is looked for. */
export function containing(words: string | undefined): string | null {
  return words === undefined ? null : `%${words.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Makes a page; `counted` as {@link countOf} does. */
export function pageOf<T>(items: T[], counted: number, query: { limit: number; offset: number }): Page<T> {
  return {
    items,
    total: Math.min(counted, MAX_TOTAL),
    total_is_exact: counted <= MAX_TOTAL,
    limit: query.limit,
    offset: query.offset,
  };
}
