import type audiencesScreen from '../../resources/locales/es/audiences-screen.json';
import type applicantsScreen from '../../resources/locales/es/applicants-screen.json';
import type audit from '../../resources/locales/es/audit-screen.json';
import type changes from '../../resources/locales/es/changes-screen.json';
import type candidatesScreen from '../../resources/locales/es/candidates-screen.json';
import type privacyScreen from '../../resources/locales/es/privacy-screen.json';
import type common from '../../resources/locales/es/common.json';
import type connections from '../../resources/locales/es/connections.json';
import type connectionsSignIn from '../../resources/locales/es/connections-sign-in.json';
import type exchange from '../../resources/locales/es/exchange.json';
import type frame from '../../resources/locales/es/frame.json';
import type grid from '../../resources/locales/es/grid.json';
import type health from '../../resources/locales/es/health.json';
import type home from '../../resources/locales/es/home.json';
import type onboarding from '../../resources/locales/es/onboarding.json';
import type schedulesScreen from '../../resources/locales/es/schedules-screen.json';
import type segmentsScreen from '../../resources/locales/es/segments-screen.json';
import type settings from '../../resources/locales/es/settings.json';
import type shell from '../../resources/locales/es/shell.json';
import type vacanciesScreen from '../../resources/locales/es/vacancies-screen.json';
import type plansScreen from '../../resources/locales/es/plans-screen.json';
import type resultsScreen from '../../resources/locales/es/results-screen.json';
import type templatesScreen from '../../resources/locales/es/templates-screen.json';

/**
 * The keys that screens name themselves: a wrong one does not compile. A file whose keys only ever come over the wire
 * (errors, checks, history) needs no line here; `say` looks those up.
 */
export type MessageKey =
  | keyof typeof audiencesScreen
  | keyof typeof applicantsScreen
  | keyof typeof candidatesScreen
  | keyof typeof privacyScreen
  | keyof typeof schedulesScreen
  | keyof typeof templatesScreen
  | keyof typeof resultsScreen
  | keyof typeof plansScreen
  | keyof typeof vacanciesScreen
  | keyof typeof audit
  | keyof typeof changes
  | keyof typeof common
  | keyof typeof connections
  | keyof typeof connectionsSignIn
  | keyof typeof exchange
  | keyof typeof frame
  | keyof typeof grid
  | keyof typeof health
  | keyof typeof home
  | keyof typeof onboarding
  | keyof typeof segmentsScreen
  | keyof typeof settings
  | keyof typeof shell;

declare global {
  // The name is react-intl's: declaring it is how the library learns the keys.
  namespace FormatjsIntl {
    interface Message {
      readonly ids: MessageKey;
    }
  }
}
