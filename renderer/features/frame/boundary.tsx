import { Component, type ReactNode } from 'react';
import { asRpcError } from '../../rpc/index.ts';
import { ErrorState } from '../../ui/index.ts';

interface State {
  readonly cause: unknown;
  readonly failed: boolean;
}

/** A bug in one screen leaves the others usable. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { cause: null, failed: false };

  static getDerivedStateFromError(cause: unknown): State {
    return { cause, failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <ErrorState error={asRpcError(this.state.cause)} onRetry={() => this.setState({ cause: null, failed: false })} />;
  }
}
