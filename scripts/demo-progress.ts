import cliProgress from 'cli-progress';
import { type JobState } from './demo-client.js';

/** Shows a job's stages as they go on. */
export interface ProgressView {
  show(state: JobState): void;
  stop(): void;
}

/** Bars where there is a terminal, else a line per change. */
export function newProgressView(output: NodeJS.WriteStream): ProgressView {
  return output.isTTY ? new ProgressBars(output) : new ProgressLines(output);
}

class ProgressBars implements ProgressView {
  private readonly multiBar: cliProgress.MultiBar;
  private readonly bars = new Map<string, cliProgress.SingleBar>();

  constructor(output: NodeJS.WriteStream) {
    const format = '  {stage} {bar} {percentage}%  {status}';
    this.multiBar = new cliProgress.MultiBar(
      { format, stream: output, gracefulExit: false, barsize: 32, autopadding: true },
      cliProgress.Presets.shades_classic,
    );
  }

  show({ stages }: JobState): void {
    for (const { stage, status, progress } of stages) {
      const bar = this.bars.get(stage) ?? this.multiBar.create(100, 0, { stage: stage.padEnd(11), status });
      this.bars.set(stage, bar);
      bar.update(Math.floor(progress), { status });
    }
    this.multiBar.update();
  }

  stop(): void {
    this.multiBar.stop();
  }
}

class ProgressLines implements ProgressView {
  private readonly shown = new Map<string, string>();

  constructor(private readonly output: NodeJS.WriteStream) {}

  show({ stages, progress }: JobState): void {
    for (const { stage, status } of stages) {
      if (status !== 'pending' && this.shown.get(stage) !== status) {
        this.shown.set(stage, status);
        this.output.write(`  ${stage.padEnd(11)} ${status.padEnd(10)} (film ${Math.floor(progress)} %)\n`);
      }
    }
  }

  stop(): void {
    // A line is whole as soon as it is written.
  }
}
