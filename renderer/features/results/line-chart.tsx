import { LineChart as Line } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef, useState } from 'react';
import type { OutputOf } from '../../rpc/index.ts';
import { useNetworkColour } from '../../ui/index.ts';
import { spread } from './spread.ts';

use([Line, GridComponent, TooltipComponent, MarkAreaComponent, AriaComponent, SVGRenderer]);

/** Pixels above and below the lines: the gap at the top, the days at the bottom. */
const FRAME = 44;
const LABEL = 15;

interface Props {
  readonly data: OutputOf<'results.series'>;
  readonly title: string;
  readonly description: string;
  readonly format: (value: number | null, currency: string) => string;
  readonly dayLabel: (day: string) => string;
  readonly nameOf: (network: string) => string;
  readonly incompleteLabel: string;
}

/** Lines from zero, one a network, named where they end; days that are still being counted are grey and dashed. */
export function LineChart({ data, description, format, dayLabel, nameOf, incompleteLabel }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const [theme, setTheme] = useState(0);
  const colourOf = useNetworkColour();

  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const instance = init(element, null, { renderer: 'svg' });
    chart.current = instance;
    const resize = new ResizeObserver(() => instance.resize());
    resize.observe(element);
    const themes = new MutationObserver(() => setTheme((count) => count + 1));
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      resize.disconnect();
      themes.disconnect();
      emptied(instance);
      instance.dispose();
      element.replaceChildren();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const style = getComputedStyle(element);
    const colour = (token: string): string => style.getPropertyValue(token).trim();
    const resolved = (network: string): string => colour(colourOf(network).replace(/^var\((.*)\)$/, '$1'));
    const split = data.incompleteFromDay === null ? data.days.length : data.days.findIndex((day) => day >= (data.incompleteFromDay ?? ''));
    const whole = split < 0 ? data.days.length : split;
    const font = { fontFamily: style.fontFamily, fontSize: 12, color: colour('--ink-quiet') };
    const currency = data.series[0]?.currency ?? 'COP';
    const room = Math.max(1, element.clientHeight - FRAME);
    const top = Math.max(1e-9, ...data.series.flatMap(({ values }) => values.map((value) => value ?? 0)));
    const shifts = spread(
      data.series.map(({ values }) => room * (1 - (values.findLast((value) => value !== null) ?? 0) / top)),
      LABEL,
    );
    const lines = data.series.flatMap(({ network, currency: own, values }, index) => {
      const name = nameOf(network);
      const shared = {
        name,
        type: 'line' as const,
        symbol: 'circle',
        symbolSize: 5,
        showSymbol: false,
        animation: false,
        emphasis: { disabled: true },
      };
      const named = {
        endLabel: {
          show: true,
          formatter: name,
          ...font,
          color: resolved(network),
          fontWeight: 600 as const,
          distance: 8,
          offset: [0, shifts[index] ?? 0],
        },
      };
      const settled = values.map((value, day) => (day < whole ? value : null));
      const open = values.map((value, day) => (day >= whole - 1 ? value : null));
      return [
        {
          ...shared,
          data: settled,
          lineStyle: { color: resolved(network), width: 2 },
          itemStyle: { color: resolved(network) },
          ...(whole < data.days.length ? {} : named),
          tooltip: { valueFormatter: (value: unknown) => format(typeof value === 'number' ? value : null, own) },
          ...(index === 0 && whole < data.days.length
            ? {
                markArea: {
                  silent: true,
                  itemStyle: { color: colour('--surface-hover'), opacity: 0.7 },
                  label: { show: true, position: 'insideTop' as const, ...font, fontSize: 11 },
                  data: [[{ name: incompleteLabel, xAxis: Math.max(0, whole - 1) }, { xAxis: data.days.length - 1 }]] as never, // echarts types a pair of points as a tuple of its own
                },
              }
            : {}),
        },
        ...(whole < data.days.length
          ? [
              {
                ...shared,
                ...named,
                data: open,
                tooltip: { show: false },
                lineStyle: { color: colour('--line-strong'), width: 1.5, type: 'dashed' as const },
                itemStyle: { color: colour('--line-strong') },
              },
            ]
          : []),
      ];
    });
    chart.current?.setOption(
      {
        animation: false,
        aria: { enabled: true, label: { description } },
        grid: { left: 8, right: 92, top: 18, bottom: 4, containLabel: true },
        xAxis: {
          type: 'category',
          boundaryGap: false,
          data: data.days.map(dayLabel),
          axisLine: { lineStyle: { color: colour('--line-strong') } },
          axisTick: { show: false },
          axisLabel: { ...font, hideOverlap: true },
        },
        yAxis: {
          type: 'value',
          min: 0,
          splitNumber: 4,
          axisLabel: { ...font, formatter: (value: number) => format(value, currency) },
          splitLine: { lineStyle: { color: colour('--line') } },
        },
        // Trusted Types forbid HTML strings: the tooltip is drawn, not written.
        tooltip: {
          trigger: 'axis',
          renderMode: 'richText',
          confine: true,
          backgroundColor: colour('--surface-float'),
          borderColor: colour('--line'),
          textStyle: { ...font, color: colour('--ink') },
          axisPointer: { lineStyle: { color: colour('--line-strong') } },
        },
        series: lines,
      },
      { notMerge: true },
    );
  }, [data, theme, description, format, dayLabel, nameOf, colourOf, incompleteLabel]);

  return <div ref={host} className="results-canvas" role="img" aria-label={description} />;
}

/**
 * The drawing layer empties its elements through innerHTML when it is disposed of, which Trusted Types refuse even for
 * an empty text (zrender 6.1, svg/Painter). Without its elements it leaves them to us.
 */
function emptied(instance: EChartsType): void {
  Object.assign((instance.getZr() as unknown as { readonly painter: object }).painter, { root: null, _svgDom: null }); // as: the painter is not in the public type
}
