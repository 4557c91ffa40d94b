import { useQueries } from '@tanstack/react-query';
import { ChevronRight, CircleAlert, Building2, Folder, Layers } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../../i18n/index.ts';
import { readOptions, useBackend, useRead } from '../../rpc/index.ts';
import { NetworkMark } from '../../ui/index.ts';
import { flatten, parentOf, treeMove, type TreeNode } from './tree-model.ts';

interface Props {
  readonly clientId: string | null;
  readonly chosen: string | null;
  readonly onChoose: (node: TreeNode | null) => void;
}

const LINE = 28;
const OVERSCAN = 10;

/** Clients, their networks, campaigns and ad groups; each level is read when it is opened. */
export function PlanTree({ clientId, chosen, onChoose }: Props) {
  const { t } = useText();
  const { call } = useBackend();
  const [expanded, setExpanded] = useState<ReadonlyMap<string, TreeNode>>(new Map());
  const [at, setAt] = useState(0);
  const [scroll, setScroll] = useState({ top: 0, height: 600 });
  const tree = useRef<HTMLDivElement>(null);
  const { data } = useRead('plans.tree', { clientId, parent: null });
  const open = [...expanded.values()].flatMap((node) => {
    const parent = parentOf(node);
    return parent === null ? [] : [{ key: node.key, parent }];
  });
  const answers = useQueries({ queries: open.map(({ parent }) => readOptions(call, 'plans.tree', { clientId, parent })) });
  const children = new Map(open.map(({ key }, index) => [key, answers[index]?.data?.nodes]));
  const roots = data?.nodes ?? [];
  const lines = flatten(roots, (key) => children.get(key), new Set(expanded.keys()));
  const active = Math.min(at, Math.max(0, lines.length - 1));

  const only = useMemo(() => (roots.length === 1 ? roots[0] : undefined), [roots]);
  useEffect(() => {
    // One client alone: its networks are what one looks for.
    if (only !== undefined) setExpanded((before) => (before.size === 0 ? new Map([[only.key, only]]) : before));
  }, [only]);
  useEffect(() => {
    const element = tree.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setScroll({ top: element.scrollTop, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  function toggle(node: TreeNode, isOpen: boolean): void {
    setExpanded((before) => {
      const next = new Map(before);
      if (isOpen) next.set(node.key, node);
      else next.delete(node.key);
      return next;
    });
  }
  function go(to: number): void {
    setAt(to);
    const element = tree.current;
    if (element === null) return;
    if (to * LINE < element.scrollTop) element.scrollTop = to * LINE;
    if ((to + 1) * LINE > element.scrollTop + element.clientHeight) element.scrollTop = (to + 1) * LINE - element.clientHeight;
  }
  function choose(node: TreeNode): void {
    onChoose(node.key === chosen ? null : node);
  }

  const first = Math.max(0, Math.floor(scroll.top / LINE) - OVERSCAN);
  const shown = lines.slice(first, Math.ceil((scroll.top + scroll.height) / LINE) + OVERSCAN);
  return (
    <div
      ref={tree}
      role="tree"
      tabIndex={0}
      className="plan-tree"
      aria-label={t('plansScreen.tree')}
      aria-activedescendant={lines.length === 0 ? undefined : `plan-tree-${active}`}
      onScroll={(event) => setScroll({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const move = treeMove(event.key, lines, active);
        if (move === null) return;
        event.preventDefault();
        const node = lines[active]?.node;
        if (move.kind === 'go') go(move.to);
        else if (node !== undefined && move.kind === 'choose') choose(node);
        else if (node !== undefined) toggle(node, move.kind === 'expand');
      }}
    >
      <div role="presentation" className="plan-tree-lines" style={{ height: lines.length * LINE }}>
        {shown.map(({ node, level, position, siblings, isExpanded }, offset) => {
          const index = first + offset;
          return (
            <div
              key={node.key}
              id={`plan-tree-${index}`}
              role="treeitem"
              aria-level={level}
              aria-posinset={position}
              aria-setsize={siblings}
              aria-selected={node.key === chosen}
              aria-expanded={node.children > 0 ? isExpanded : undefined}
              className={`plan-tree-line${index === active ? ' is-active' : ''}${node.key === chosen ? ' is-chosen' : ''}`}
              style={{ transform: `translateY(${index * LINE}px)`, paddingInlineStart: 6 + (level - 1) * 14 }}
              onClick={() => {
                setAt(index);
                choose(node);
              }}
            >
              <span
                aria-hidden
                className={`plan-tree-toggle${isExpanded ? ' is-open' : ''}`}
                onClick={(event) => {
                  event.stopPropagation();
                  setAt(index);
                  toggle(node, !isExpanded);
                }}
              >
                {node.children > 0 && <ChevronRight size={14} />}
              </span>
              <NodeIcon node={node} />
              <span className={`truncate grow${node.mark === 'none' ? '' : ' is-unposted'}`}>{node.name}</span>
              {node.errors > 0 && (
                <CircleAlert size={13} className="plan-tree-error" aria-label={t('plansScreen.errors', { count: node.errors })} />
              )}
              {node.children > 0 && <span className="plan-tree-count">{node.children}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function NodeIcon({ node }: { readonly node: TreeNode }) {
  if (node.kind === 'network' && node.network !== null) return <NetworkMark id={node.network} showName={false} />;
  const Icon = node.kind === 'client' ? Building2 : node.kind === 'campaign' ? Folder : Layers;
  return <Icon size={13} aria-hidden className="plan-tree-icon" />;
}
