import type { InputOf, OutputOf } from '../../rpc/index.ts';

export type TreeNode = OutputOf<'plans.tree'>['nodes'][number];
export type TreeParent = InputOf<'plans.tree'>['parent'];

export interface VisibleNode {
  readonly node: TreeNode;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  readonly isExpanded: boolean;
}

/** The question that brings the children of a node; null for a leaf. */
export function parentOf(node: TreeNode): TreeParent | null {
  switch (node.kind) {
    case 'client':
      return { clientId: node.clientId };
    case 'network':
      return node.network === null ? null : { clientId: node.clientId, network: node.network };
    case 'campaign':
      return node.id === null ? null : { campaignId: node.id };
    case 'ad_group':
      return null;
  }
}

/** The tree as the list of lines that are in sight: what is drawn, and what the arrow keys walk. */
export function flatten(
  roots: readonly TreeNode[],
  childrenOf: (key: string) => readonly TreeNode[] | undefined,
  expanded: ReadonlySet<string>,
  level = 1,
): VisibleNode[] {
  return roots.flatMap((node, index) => {
    const isExpanded = expanded.has(node.key);
    const line: VisibleNode = { node, level, position: index + 1, siblings: roots.length, isExpanded };
    return isExpanded ? [line, ...flatten(childrenOf(node.key) ?? [], childrenOf, expanded, level + 1)] : [line];
  });
}

export type TreeMove =
  | { readonly kind: 'go'; readonly to: number }
  | { readonly kind: 'expand' | 'collapse'; readonly key: string }
  | { readonly kind: 'choose' }
  | null;

/** What a key means in the tree (WAI-ARIA tree pattern). */
export function treeMove(key: string, lines: readonly VisibleNode[], at: number): TreeMove {
  const line = lines[at];
  if (line === undefined) return null;
  switch (key) {
    case 'ArrowDown':
      return { kind: 'go', to: Math.min(lines.length - 1, at + 1) };
    case 'ArrowUp':
      return { kind: 'go', to: Math.max(0, at - 1) };
    case 'Home':
      return { kind: 'go', to: 0 };
    case 'End':
      return { kind: 'go', to: lines.length - 1 };
    case 'ArrowRight':
      if (line.node.children === 0) return null;
      return line.isExpanded ? { kind: 'go', to: Math.min(lines.length - 1, at + 1) } : { kind: 'expand', key: line.node.key };
    case 'ArrowLeft': {
      if (line.isExpanded) return { kind: 'collapse', key: line.node.key };
      const parent = lines.slice(0, at).findLastIndex(({ level }) => level < line.level);
      return parent < 0 ? null : { kind: 'go', to: parent };
    }
    case 'Enter':
    case ' ':
      return { kind: 'choose' };
    default:
      return null;
  }
}
