import { hash } from 'node:crypto';
import type { BundleServerRecord, BundleToolRecord } from '@gw/store';
import type { CatalogTool } from '../catalog-tool.ts';

/** A tool's place in a bundle, with what it is called there. */
export interface BundledTool {
  /** Of the place; the same as long as the tool is in the bundle. */
  readonly id: string;
  readonly tool: CatalogTool;
  readonly overrideName: string | null;
  readonly overrideDescription: string | null;
  /** Whether those who use the bundle see it. */
  readonly enabled: boolean;
  readonly displayOrder: number;
  /** The name in the bundle. */
  readonly name: string;
  readonly description: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
}

/** One that was put into the bundle by itself, or changed there. */
export function placedTool(record: BundleToolRecord, tool: CatalogTool): BundledTool {
  const { id, overrideName, overrideDescription, enabled, displayOrder, createdAt, updatedAt } = record;
  return {
    id,
    tool,
    overrideName,
    overrideDescription,
    enabled,
    displayOrder,
    name: overrideName ?? tool.effective.qualifiedName,
    description: overrideDescription ?? tool.effective.description,
    createdAt,
    updatedAt,
  };
}

/** One that came with its server. */
export function broughtTool(
  { bundleId, createdAt }: BundleServerRecord,
  tool: CatalogTool,
  displayOrder: number,
): BundledTool {
  return {
    id: placeId(bundleId, tool.id),
    tool,
    overrideName: null,
    overrideDescription: null,
    enabled: true,
    displayOrder,
    name: tool.effective.qualifiedName,
    description: tool.effective.description,
    createdAt: Math.max(createdAt, tool.createdAt),
    updatedAt: Math.max(createdAt, tool.updatedAt),
  };
}

/** A UUIDv8, made of what it stands for: no record of the place has to be kept for it. */
export function placeId(bundleId: string, toolId: string): string {
  const digits = hash('sha256', `${bundleId} ${toolId}`);
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 3) | 8).toString(16);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
