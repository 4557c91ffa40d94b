import { readShapes, type MessageShape } from './shape-lines.ts';

/**
 * Messages of Data Manager in the signs of `shapes.ts`; `Manager` keeps their names apart from those of Google Ads, which has some alike.
 * What only the network may say is marked by the pages of the resources. @see google-datamanager-spec.json (API v1; read 2026-11-20)
 */
const LINES = `
ManagerIngestAudienceMembersRequest destinations:M.ManagerDestination[]! audienceMembers:M.ManagerAudienceMember[]! consent:M.ManagerConsent validateOnly:b encoding:E.ManagerEncoding encryptionInfo:* termsOfService:M.ManagerTermsOfService
ManagerRemoveAudienceMembersRequest destinations:M.ManagerDestination[]! audienceMembers:M.ManagerAudienceMember[]! validateOnly:b encoding:E.ManagerEncoding encryptionInfo:*
ManagerIngestEventsRequest destinations:M.ManagerDestination[]! events:M.ManagerEvent[]! consent:M.ManagerConsent validateOnly:b encoding:E.ManagerEncoding encryptionInfo:*
ManagerAudienceMember destinationReferences:s[] userData:M.ManagerUserData pairData:* mobileData:* userIdData:* ppidData:* consent:M.ManagerConsent
ManagerConsent adUserData:E.ManagerConsentStatus adPersonalization:E.ManagerConsentStatus
ManagerUserData userIdentifiers:M.ManagerUserIdentifier[]!
ManagerUserIdentifier emailAddress:s phoneNumber:s address:M.ManagerAddressInfo @emailAddress,phoneNumber,address
ManagerAddressInfo givenName:s! familyName:s! regionCode:s! postalCode:s!
ManagerDestination reference:s loginAccount:M.ManagerProductAccount linkedAccount:M.ManagerProductAccount operatingAccount:M.ManagerProductAccount! productDestinationId:s!
ManagerProductAccount product:E.ManagerProduct accountId:s! accountType:E.ManagerAccountType
ManagerTermsOfService customerMatchTermsOfServiceStatus:E.ManagerTermsOfServiceStatus
ManagerEvent destinationReferences:s[] transactionId:s eventTimestamp:s! lastUpdatedTimestamp:s userData:M.ManagerUserData consent:M.ManagerConsent adIdentifiers:M.ManagerAdIdentifiers currency:s conversionValue:d eventSource:E.ManagerEventSource eventDeviceInfo:* cartData:* customVariables:*[] experimentalFields:*[] userProperties:* eventName:s clientId:s userId:s additionalEventParameters:*[] thirdPartyUserData:M.ManagerUserData eventLocation:* appInstanceId:s
ManagerAdIdentifiers sessionAttributes:s gclid:s gbraid:s wbraid:s landingPageDeviceInfo:* mobileDeviceId:s
ManagerUserList name:s id:i^ readOnly:b^ displayName:s! description:s membershipStatus:E.ManagerMembershipStatus integrationCode:s membershipDuration:s closingReason:E.ManagerClosingReason^ accessReason:E.ManagerAccessReason^ accountAccessStatus:E.ManagerAccessStatus sizeInfo:M.ManagerSizeInfo^ targetNetworkInfo:M.ManagerTargetNetworkInfo ingestedUserListInfo:M.ManagerIngestedUserListInfo
ManagerSizeInfo displayNetworkMembersCount:i^ searchNetworkMembersCount:i^ youtubeMembersCount:i^ gmailMembersCount:i^
ManagerTargetNetworkInfo eligibleForDisplay:b eligibleForSearch:b
ManagerIngestedUserListInfo uploadKeyTypes:E.ManagerUploadKeyType[]= contactIdInfo:M.ManagerContactIdInfo mobileIdInfo:* userIdInfo:* pairIdInfo:* pseudonymousIdInfo:* partnerAudienceInfo:*
ManagerContactIdInfo dataSourceType:E.ManagerDataSourceType matchRatePercentage:n^
`;

export const MANAGER_MESSAGES: ReadonlyMap<string, MessageShape> = readShapes(LINES);
