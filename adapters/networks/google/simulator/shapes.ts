/**
 * The messages that the simulated network understands, one line each: `field:type` with `[]` repeated, `!` required,
 * `^` output only, `=` settable only on creation, and `@a,b` for fields of which at most one may stand.
 * Types: s text, i int64 (text on the wire), n int32, d number, b boolean, x base64 bytes, mask field mask,
 * `E.` enum, `M.` message, `*` a message that exists but is not modelled here.
 *
 * Names, types and flags: field list of the published descriptors (google-ads-node 25.1.0, API v25; read 2026-11-20).
 * A test holds every line against the installed descriptors.
 */
const LINES = `
Campaign resourceName:s= id:i^ name:s primaryStatus:E.CampaignPrimaryStatus^ primaryStatusReasons:E.CampaignPrimaryStatusReason[]^ status:E.CampaignStatus servingStatus:E.CampaignServingStatus^ biddingStrategySystemStatus:E.BiddingStrategySystemStatus^ adServingOptimizationStatus:E.AdServingOptimizationStatus advertisingChannelType:E.AdvertisingChannelType= advertisingChannelSubType:E.AdvertisingChannelSubType= trackingUrlTemplate:s urlCustomParameters:M.CustomParameter[] localServicesCampaignSettings:* travelCampaignSettings:* demandGenCampaignSettings:* videoCampaignSettings:* pmaxCampaignSettings:* realTimeBiddingSetting:* networkSettings:M.Campaign_NetworkSettings hotelSetting:* dynamicSearchAdsSetting:M.Campaign_DynamicSearchAdsSetting shoppingSetting:* targetingSetting:* audienceSetting:*= geoTargetTypeSetting:M.Campaign_GeoTargetTypeSetting localCampaignSetting:* appCampaignSetting:* labels:s[]^ experimentType:E.CampaignExperimentType^ baseCampaign:s^ campaignBudget:s biddingStrategyType:E.BiddingStrategyType^ accessibleBiddingStrategy:s^ campaignGroup:s startDateTime:s endDateTime:s finalUrlSuffix:s frequencyCaps:*[] vanityPharma:* selectiveOptimization:* optimizationGoalSetting:M.Campaign_OptimizationGoalSetting trackingSetting:M.Campaign_TrackingSetting^ paymentMode:E.PaymentMode optimizationScore:d^ excludedParentAssetFieldTypes:E.AssetFieldType[] excludedParentAssetSetTypes:E.AssetSetType[] performanceMaxUpgrade:*^ hotelPropertyAssetSet:s= listingType:E.ListingType= assetAutomationSettings:M.Campaign_AssetAutomationSetting[] keywordMatchType:E.CampaignKeywordMatchType brandGuidelinesEnabled:b= brandGuidelines:* textGuidelines:* thirdPartyIntegrationPartners:* aiMaxSetting:M.Campaign_AiMaxSetting containsEuPoliticalAdvertising:E.EuPoliticalAdvertisingStatus feedTypes:E.AssetSetType[]^ viewThroughConversionOptimizationEnabled:b missingEuPoliticalAdvertisingDeclaration:b^ acaMigrationDateTime:s^ broadMatchMigrationDateTime:s^ biddingStrategy:s commission:* manualCpa:* manualCpc:M.ManualCpc manualCpm:* manualCpv:* maximizeConversions:M.MaximizeConversions maximizeConversionValue:M.MaximizeConversionValue targetCpa:M.TargetCpa targetImpressionShare:* targetRoas:M.TargetRoas targetSpend:M.TargetSpend percentCpc:* targetCpm:* fixedCpm:* targetCpv:* targetCpc:* @biddingStrategy,commission,manualCpa,manualCpc,manualCpm,manualCpv,maximizeConversions,maximizeConversionValue,targetCpa,targetImpressionShare,targetRoas,targetSpend,percentCpc,targetCpm,fixedCpm,targetCpv,targetCpc
CampaignBudget resourceName:s= id:i^ name:s amountMicros:i totalAmountMicros:i status:E.BudgetStatus^ deliveryMethod:E.BudgetDeliveryMethod explicitlyShared:b referenceCount:i^ hasRecommendedBudget:b^ recommendedBudgetAmountMicros:i^ period:E.BudgetPeriod= recommendedBudgetEstimatedChangeWeeklyClicks:i^ recommendedBudgetEstimatedChangeWeeklyCostMicros:i^ recommendedBudgetEstimatedChangeWeeklyInteractions:i^ recommendedBudgetEstimatedChangeWeeklyViews:i^ type:E.BudgetType= alignedBiddingStrategyId:i
AdGroup resourceName:s= id:i^ name:s status:E.AdGroupStatus type:E.AdGroupType= adRotationMode:E.AdGroupAdRotationMode baseAdGroup:s^ trackingUrlTemplate:s urlCustomParameters:M.CustomParameter[] campaign:s= cpcBidMicros:i effectiveCpcBidMicros:i^ cpmBidMicros:i targetCpaMicros:i cpvBidMicros:i targetCpmMicros:i targetRoas:d percentCpcBidMicros:i fixedCpmMicros:i targetCpvMicros:i targetCpcMicros:i optimizedTargetingEnabled:b excludeDemographicExpansion:b displayCustomBidDimension:E.TargetingDimension finalUrlSuffix:s targetingSetting:* audienceSetting:*= effectiveTargetCpaMicros:i^ effectiveTargetCpaSource:E.BiddingSource^ effectiveTargetRoas:d^ effectiveTargetRoasSource:E.BiddingSource^ effectiveTargetCpc:i^ effectiveTargetCpcSource:E.BiddingSource^ labels:s[]^ excludedParentAssetFieldTypes:E.AssetFieldType[] excludedParentAssetSetTypes:E.AssetSetType[] primaryStatus:E.AdGroupPrimaryStatus^ primaryStatusReasons:E.AdGroupPrimaryStatusReason[]^ demandGenAdGroupSettings:* videoAdGroupSettings:* aiMaxAdGroupSetting:* verticalAdsFormatSetting:*
AdGroupAd resourceName:s= status:E.AdGroupAdStatus adGroup:s= ad:M.Ad= startDateTime:s endDateTime:s policySummary:M.AdGroupAdPolicySummary^ adStrength:E.AdStrength^ actionItems:s[]^ labels:s[]^ primaryStatus:E.AdGroupAdPrimaryStatus^ primaryStatusReasons:E.AdGroupAdPrimaryStatusReason[]^ adGroupAdAssetAutomationSettings:*[]
Ad resourceName:s= id:i^ finalUrls:s[] finalAppUrls:*[] finalMobileUrls:s[] trackingUrlTemplate:s finalUrlSuffix:s urlCustomParameters:M.CustomParameter[] displayUrl:s type:E.AdType^ addedByGoogleAds:b^ devicePreference:E.Device urlCollections:*[] name:s= systemManagedResourceSource:E.SystemManagedResourceSource^ syntheticContentInfo:* textAd:*= expandedTextAd:* expandedDynamicSearchAd:*= hotelAd:* shoppingSmartAd:* shoppingProductAd:* imageAd:*= videoAd:* videoResponsiveAd:* responsiveSearchAd:M.ResponsiveSearchAdInfo legacyResponsiveDisplayAd:* appAd:* legacyAppInstallAd:*= responsiveDisplayAd:* localAd:* displayUploadAd:* appEngagementAd:* shoppingComparisonListingAd:* smartCampaignAd:* appPreRegistrationAd:* demandGenMultiAssetAd:* demandGenCarouselAd:* demandGenVideoResponsiveAd:* demandGenProductAd:* travelAd:* @textAd,expandedTextAd,expandedDynamicSearchAd,hotelAd,shoppingSmartAd,shoppingProductAd,imageAd,videoAd,videoResponsiveAd,responsiveSearchAd,legacyResponsiveDisplayAd,appAd,legacyAppInstallAd,responsiveDisplayAd,localAd,displayUploadAd,appEngagementAd,shoppingComparisonListingAd,smartCampaignAd,appPreRegistrationAd,demandGenMultiAssetAd,demandGenCarouselAd,demandGenVideoResponsiveAd,demandGenProductAd,travelAd
AdGroupCriterion resourceName:s= criterionId:i^ displayName:s^ status:E.AdGroupCriterionStatus qualityInfo:M.AdGroupCriterion_QualityInfo^ adGroup:s= type:E.CriterionType^ negative:b= systemServingStatus:E.CriterionSystemServingStatus^ approvalStatus:E.AdGroupCriterionApprovalStatus^ disapprovalReasons:s[]^ labels:s[]^ bidModifier:d cpcBidMicros:i cpmBidMicros:i cpvBidMicros:i percentCpcBidMicros:i effectiveCpcBidMicros:i^ effectiveCpmBidMicros:i^ effectiveCpvBidMicros:i^ effectivePercentCpcBidMicros:i^ effectiveCpcBidSource:E.BiddingSource^ effectiveCpmBidSource:E.BiddingSource^ effectiveCpvBidSource:E.BiddingSource^ effectivePercentCpcBidSource:E.BiddingSource^ positionEstimates:*^ finalUrls:s[] finalMobileUrls:s[] finalUrlSuffix:s trackingUrlTemplate:s urlCustomParameters:M.CustomParameter[] primaryStatus:E.AdGroupCriterionPrimaryStatus^ primaryStatusReasons:E.AdGroupCriterionPrimaryStatusReason[]^ keyword:M.KeywordInfo= placement:*= mobileAppCategory:*= mobileApplication:*= listingGroup:*= ageRange:M.AgeRangeInfo= gender:M.GenderInfo= incomeRange:*= parentalStatus:*= userList:M.UserListInfo= youtubeVideo:*= youtubeChannel:*= topic:*= userInterest:*= webpage:*= appPaymentModel:*= customAffinity:*= customIntent:*= customAudience:*= combinedAudience:*= audience:*= location:M.LocationInfo= language:M.LanguageInfo= lifeEvent:*= videoLineup:*= extendedDemographic:*= brandList:*= verticalAdsItemGroupRuleList:*= retailFilterBundle:*= entityBid:*= @keyword,placement,mobileAppCategory,mobileApplication,listingGroup,ageRange,gender,incomeRange,parentalStatus,userList,youtubeVideo,youtubeChannel,topic,userInterest,webpage,appPaymentModel,customAffinity,customIntent,customAudience,combinedAudience,audience,location,language,lifeEvent,videoLineup,extendedDemographic,brandList,verticalAdsItemGroupRuleList,retailFilterBundle,entityBid
CampaignCriterion resourceName:s= campaign:s= criterionId:i^ displayName:s^ bidModifier:d negative:b= type:E.CriterionType^ status:E.CampaignCriterionStatus keyword:M.KeywordInfo= placement:*= mobileAppCategory:*= mobileApplication:*= location:M.LocationInfo= device:M.DeviceInfo= adSchedule:M.AdScheduleInfo= ageRange:M.AgeRangeInfo= gender:M.GenderInfo= incomeRange:*= parentalStatus:*= userList:M.UserListInfo= youtubeVideo:*= youtubeChannel:*= proximity:M.ProximityInfo= topic:*= listingScope:*= language:M.LanguageInfo= ipBlock:*= contentLabel:*= carrier:*= userInterest:*= webpage:*= operatingSystemVersion:*= mobileDevice:*= locationGroup:*= customAffinity:*= customAudience:*= combinedAudience:*= keywordTheme:*= localServiceId:*= brandList:*= lifeEvent:*= webpageList:*= videoLineup:*= extendedDemographic:*= @keyword,placement,mobileAppCategory,mobileApplication,location,device,adSchedule,ageRange,gender,incomeRange,parentalStatus,userList,youtubeVideo,youtubeChannel,proximity,topic,listingScope,language,ipBlock,contentLabel,carrier,userInterest,webpage,operatingSystemVersion,mobileDevice,locationGroup,customAffinity,customAudience,combinedAudience,keywordTheme,localServiceId,brandList,lifeEvent,webpageList,videoLineup,extendedDemographic
Label resourceName:s= id:i^ name:s status:E.LabelStatus^ textLabel:M.TextLabel
CampaignLabel resourceName:s= campaign:s= label:s=
Asset resourceName:s= id:i^ name:s type:E.AssetType^ finalUrls:s[] finalMobileUrls:s[] trackingUrlTemplate:s urlCustomParameters:M.CustomParameter[] finalUrlSuffix:s source:E.AssetSource^ policySummary:*^ fieldTypePolicySummaries:*[]^ orientation:E.AssetOrientation^ syntheticContentInfo:* youtubeVideoAsset:*= mediaBundleAsset:*= imageAsset:M.ImageAsset^ textAsset:M.TextAsset= leadFormAsset:* bookOnGoogleAsset:* promotionAsset:* calloutAsset:* structuredSnippetAsset:* sitelinkAsset:* pageFeedAsset:* dynamicEducationAsset:* mobileAppAsset:* hotelCalloutAsset:* callAsset:* priceAsset:* callToActionAsset:*= dynamicRealEstateAsset:* dynamicCustomAsset:* dynamicHotelsAndRentalsAsset:* dynamicFlightsAsset:* demandGenCarouselCardAsset:*= dynamicTravelAsset:* dynamicLocalAsset:* dynamicJobsAsset:* locationAsset:*^ hotelPropertyAsset:*= businessMessageAsset:* appDeepLinkAsset:*= youtubeVideoListAsset:*= @youtubeVideoAsset,mediaBundleAsset,imageAsset,textAsset,leadFormAsset,bookOnGoogleAsset,promotionAsset,calloutAsset,structuredSnippetAsset,sitelinkAsset,pageFeedAsset,dynamicEducationAsset,mobileAppAsset,hotelCalloutAsset,callAsset,priceAsset,callToActionAsset,dynamicRealEstateAsset,dynamicCustomAsset,dynamicHotelsAndRentalsAsset,dynamicFlightsAsset,demandGenCarouselCardAsset,dynamicTravelAsset,dynamicLocalAsset,dynamicJobsAsset,locationAsset,hotelPropertyAsset,businessMessageAsset,appDeepLinkAsset,youtubeVideoListAsset
ConversionAction resourceName:s= id:i^ name:s status:E.ConversionActionStatus type:E.ConversionActionType= origin:E.ConversionOrigin^ primaryForGoal:b category:E.ConversionActionCategory ownerCustomer:s^ includeInConversionsMetric:b clickThroughLookbackWindowDays:i viewThroughLookbackWindowDays:i valueSettings:M.ConversionAction_ValueSettings countingType:E.ConversionActionCountingType attributionModelSettings:M.ConversionAction_AttributionModelSettings tagSnippets:M.TagSnippet[]^ phoneCallDurationSeconds:i appId:s mobileAppVendor:E.MobileAppVendor^ firebaseSettings:*^ thirdPartyAppAnalyticsSettings:*^ googleAnalytics4Settings:*^
Customer resourceName:s= id:i^ descriptiveName:s currencyCode:s= timeZone:s= trackingUrlTemplate:s finalUrlSuffix:s autoTaggingEnabled:b hasPartnersBadge:b^ manager:b^ testAccount:b^ callReportingSetting:* conversionTrackingSetting:* remarketingSetting:*^ payPerConversionEligibilityFailureReasons:E.CustomerPayPerConversionEligibilityFailureReason[]^ optimizationScore:d^ optimizationScoreWeight:d^ status:E.CustomerStatus^ locationAssetAutoMigrationDone:b^ imageAssetAutoMigrationDone:b^ locationAssetAutoMigrationDoneDateTime:s^ imageAssetAutoMigrationDoneDateTime:s^ customerAgreementSetting:*^ localServicesSettings:*^ videoBrandSafetySuitability:E.BrandSafetySuitability videoCustomer:* containsEuPoliticalAdvertising:E.EuPoliticalAdvertisingStatus^
CustomerClient resourceName:s^ clientCustomer:s^ hidden:b^ level:i^ timeZone:s^ testAccount:b^ manager:b^ descriptiveName:s^ currencyCode:s^ id:i^ appliedLabels:s[]^ status:E.CustomerStatus^
GeoTargetConstant resourceName:s^ id:i^ name:s^ countryCode:s^ targetType:s^ status:E.GeoTargetConstantStatus^ canonicalName:s^ parentGeoTarget:s^
CurrencyConstant resourceName:s^ code:s^ name:s^ symbol:s^ billableUnitMicros:i^
LanguageConstant resourceName:s^ id:i^ code:s^ name:s^ targetable:b^
ChangeEvent resourceName:s^ changeDateTime:s^ changeResourceType:E.ChangeEventResourceType^ changeResourceName:s^ clientType:E.ChangeClientType^ userEmail:s^ oldResource:*^ newResource:*^ resourceChangeOperation:E.ResourceChangeOperation^ changedFields:mask^ campaign:s^ adGroup:s^ asset:s^
KeywordView resourceName:s^
Campaign_NetworkSettings targetGoogleSearch:b targetSearchNetwork:b targetContentNetwork:b targetPartnerSearchNetwork:b targetYoutube:b targetGoogleTvNetwork:b
Campaign_GeoTargetTypeSetting positiveGeoTargetType:E.PositiveGeoTargetType negativeGeoTargetType:E.NegativeGeoTargetType
Campaign_AssetAutomationSetting assetAutomationType:E.AssetAutomationType assetAutomationStatus:E.AssetAutomationStatus
Campaign_AiMaxSetting enableAiMax:b bundlingRequired:*^
Campaign_TrackingSetting trackingUrl:s^
Campaign_OptimizationGoalSetting optimizationGoalTypes:E.OptimizationGoalType[]
Campaign_DynamicSearchAdsSetting domainName:s! languageCode:s! useSuppliedUrlsOnly:b
AdGroupAdPolicySummary policyTopicEntries:M.PolicyTopicEntry[]^ reviewStatus:E.PolicyReviewStatus^ approvalStatus:E.PolicyApprovalStatus^
AdGroupCriterion_QualityInfo qualityScore:n^ creativeQualityScore:E.QualityScoreBucket^ postClickQualityScore:E.QualityScoreBucket^ searchPredictedCtr:E.QualityScoreBucket^
ConversionAction_ValueSettings defaultValue:d defaultCurrencyCode:s alwaysUseDefaultValue:b
ConversionAction_AttributionModelSettings attributionModel:E.AttributionModel dataDrivenModelStatus:E.DataDrivenModelStatus^
CustomParameter key:s value:s
KeywordInfo text:s matchType:E.KeywordMatchType
LocationInfo geoTargetConstant:s
LanguageInfo languageConstant:s
ProximityInfo geoPoint:M.GeoPointInfo radius:d radiusUnits:E.ProximityRadiusUnits address:M.AddressInfo
GeoPointInfo longitudeInMicroDegrees:n latitudeInMicroDegrees:n
AddressInfo postalCode:s provinceCode:s countryCode:s provinceName:s streetAddress:s streetAddress2:s cityName:s
AgeRangeInfo type:E.AgeRangeType
GenderInfo type:E.GenderType
DeviceInfo type:E.Device
AdScheduleInfo startMinute:E.MinuteOfHour endMinute:E.MinuteOfHour startHour:n endHour:n dayOfWeek:E.DayOfWeek
UserListInfo userList:s
ResponsiveSearchAdInfo headlines:M.AdTextAsset[] descriptions:M.AdTextAsset[] path1:s path2:s
AdTextAsset text:s pinnedField:E.ServedAssetFieldType assetPerformanceLabel:E.AssetPerformanceLabel policySummaryInfo:*
TextLabel backgroundColor:s description:s
TextAsset text:s
ImageAsset data:x fileSize:i mimeType:E.MimeType fullSize:M.ImageDimension
ImageDimension heightPixels:i widthPixels:i url:s
PolicyTopicEntry topic:s type:E.PolicyTopicEntryType evidences:*[] constraints:*[]
TargetSpend targetSpendMicros:i cpcBidCeilingMicros:i
MaximizeConversions cpcBidCeilingMicros:i cpcBidFloorMicros:i targetCpaMicros:i
MaximizeConversionValue targetRoas:d cpcBidCeilingMicros:i cpcBidFloorMicros:i targetRoasTolerancePercentMillis:i
ManualCpc enhancedCpcEnabled:b
TargetCpa targetCpaMicros:i cpcBidCeilingMicros:i cpcBidFloorMicros:i
TargetRoas targetRoas:d cpcBidCeilingMicros:i cpcBidFloorMicros:i targetRoasTolerancePercentMillis:i
PolicyValidationParameter ignorablePolicyTopics:s[] exemptPolicyViolationKeys:M.PolicyViolationKey[]
TagSnippet type:E.TrackingCodeType pageFormat:E.TrackingCodePageFormat globalSiteTag:s eventSnippet:s
PolicyViolationKey policyName:s violatingText:s
CampaignOperation updateMask:mask create:M.Campaign update:M.Campaign remove:s @create,update,remove
CampaignBudgetOperation updateMask:mask create:M.CampaignBudget update:M.CampaignBudget remove:s @create,update,remove
AdGroupOperation updateMask:mask create:M.AdGroup update:M.AdGroup remove:s @create,update,remove
AdGroupAdOperation updateMask:mask policyValidationParameter:M.PolicyValidationParameter create:M.AdGroupAd update:M.AdGroupAd remove:s @create,update,remove
AdGroupCriterionOperation updateMask:mask exemptPolicyViolationKeys:M.PolicyViolationKey[] create:M.AdGroupCriterion update:M.AdGroupCriterion remove:s @create,update,remove
CampaignCriterionOperation updateMask:mask create:M.CampaignCriterion update:M.CampaignCriterion remove:s @create,update,remove
LabelOperation updateMask:mask create:M.Label update:M.Label remove:s @create,update,remove
CampaignLabelOperation create:M.CampaignLabel remove:s @create,remove
AssetOperation updateMask:mask create:M.Asset update:M.Asset @create,update
ConversionActionOperation updateMask:mask create:M.ConversionAction update:M.ConversionAction remove:s @create,update,remove
MutateOperation adGroupAdLabelOperation:* adGroupAdOperation:M.AdGroupAdOperation adGroupAssetOperation:* adGroupBidModifierOperation:* adGroupCriterionCustomizerOperation:* adGroupCriterionLabelOperation:* adGroupCriterionOperation:M.AdGroupCriterionOperation adGroupCustomizerOperation:* adGroupLabelOperation:* adGroupOperation:M.AdGroupOperation adOperation:* adParameterOperation:* assetOperation:M.AssetOperation assetGroupAssetOperation:* assetGroupListingGroupFilterOperation:* assetGroupSignalOperation:* assetGroupOperation:* assetSetAssetOperation:* assetSetOperation:* audienceOperation:* biddingDataExclusionOperation:* biddingSeasonalityAdjustmentOperation:* biddingStrategyOperation:* bookCampaignsOperation:* campaignAssetOperation:* campaignAssetSetOperation:* campaignBidModifierOperation:* campaignBudgetOperation:M.CampaignBudgetOperation campaignConversionGoalOperation:* campaignCriterionOperation:M.CampaignCriterionOperation campaignCustomizerOperation:* campaignDraftOperation:* campaignGroupOperation:* campaignLabelOperation:M.CampaignLabelOperation campaignOperation:M.CampaignOperation campaignSharedSetOperation:* conversionActionOperation:M.ConversionActionOperation conversionCustomVariableOperation:* conversionGoalCampaignConfigOperation:* conversionValueRuleOperation:* conversionValueRuleSetOperation:* customConversionGoalOperation:* customerAssetOperation:* customerConversionGoalOperation:* customerCustomizerOperation:* customerLabelOperation:* customerNegativeCriterionOperation:* customerOperation:* customizerAttributeOperation:* experimentOperation:* experimentArmOperation:* keywordPlanAdGroupOperation:* keywordPlanAdGroupKeywordOperation:* keywordPlanCampaignKeywordOperation:* keywordPlanCampaignOperation:* keywordPlanOperation:* labelOperation:M.LabelOperation quoteCampaignsOperation:* recommendationSubscriptionOperation:* remarketingActionOperation:* sharedCriterionOperation:* sharedSetOperation:* smartCampaignSettingOperation:* userListOperation:* @adGroupAdLabelOperation,adGroupAdOperation,adGroupAssetOperation,adGroupBidModifierOperation,adGroupCriterionCustomizerOperation,adGroupCriterionLabelOperation,adGroupCriterionOperation,adGroupCustomizerOperation,adGroupLabelOperation,adGroupOperation,adOperation,adParameterOperation,assetOperation,assetGroupAssetOperation,assetGroupListingGroupFilterOperation,assetGroupSignalOperation,assetGroupOperation,assetSetAssetOperation,assetSetOperation,audienceOperation,biddingDataExclusionOperation,biddingSeasonalityAdjustmentOperation,biddingStrategyOperation,bookCampaignsOperation,campaignAssetOperation,campaignAssetSetOperation,campaignBidModifierOperation,campaignBudgetOperation,campaignConversionGoalOperation,campaignCriterionOperation,campaignCustomizerOperation,campaignDraftOperation,campaignGroupOperation,campaignLabelOperation,campaignOperation,campaignSharedSetOperation,conversionActionOperation,conversionCustomVariableOperation,conversionGoalCampaignConfigOperation,conversionValueRuleOperation,conversionValueRuleSetOperation,customConversionGoalOperation,customerAssetOperation,customerConversionGoalOperation,customerCustomizerOperation,customerLabelOperation,customerNegativeCriterionOperation,customerOperation,customizerAttributeOperation,experimentOperation,experimentArmOperation,keywordPlanAdGroupOperation,keywordPlanAdGroupKeywordOperation,keywordPlanCampaignKeywordOperation,keywordPlanCampaignOperation,keywordPlanOperation,labelOperation,quoteCampaignsOperation,recommendationSubscriptionOperation,remarketingActionOperation,sharedCriterionOperation,sharedSetOperation,smartCampaignSettingOperation,userListOperation
MutateGoogleAdsRequest customerId:s! mutateOperations:M.MutateOperation[]! partialFailure:b validateOnly:b responseContentType:E.ResponseContentType
SearchGoogleAdsRequest customerId:s! query:s! pageToken:s pageSize:n validateOnly:b searchSettings:M.SearchSettings
SearchGoogleAdsStreamRequest customerId:s! query:s! summaryRowSetting:E.SummaryRowSetting
SearchSettings omitResults:b returnSummaryRow:b returnTotalResultsCount:b
SuggestGeoTargetConstantsRequest locale:s countryCode:s locationNames:M.SuggestGeoTargetConstantsRequest_LocationNames geoTargets:M.SuggestGeoTargetConstantsRequest_GeoTargets @locationNames,geoTargets
SuggestGeoTargetConstantsRequest_LocationNames names:s[]
SuggestGeoTargetConstantsRequest_GeoTargets geoTargetConstants:s[]
MutateCampaignsRequest customerId:s! operations:M.CampaignOperation[]! partialFailure:b validateOnly:b responseContentType:E.ResponseContentType
MutateCampaignBudgetsRequest customerId:s! operations:M.CampaignBudgetOperation[]! partialFailure:b validateOnly:b responseContentType:E.ResponseContentType
MutateAdGroupsRequest customerId:s! operations:M.AdGroupOperation[]! partialFailure:b validateOnly:b responseContentType:E.ResponseContentType
MutateAdGroupAdsRequest customerId:s! operations:M.AdGroupAdOperation[]! partialFailure:b validateOnly:b responseContentType:E.ResponseContentType
MutateAdGroupCriteriaRequest customerId:s! operations:M.AdGroupCriterionOperation[]! partialFailure:b validateOnly:b responseContentType:E.ResponseContentType
MutateCampaignCriteriaRequest customerId:s! operations:M.CampaignCriterionOperation[]! partialFailure:b validateOnly:b responseContentType:E.ResponseContentType
MutateLabelsRequest customerId:s! operations:M.LabelOperation[]! partialFailure:b validateOnly:b responseContentType:E.ResponseContentType
MutateCampaignLabelsRequest customerId:s! operations:M.CampaignLabelOperation[]! partialFailure:b validateOnly:b
MutateAssetsRequest customerId:s! operations:M.AssetOperation[]! partialFailure:b responseContentType:E.ResponseContentType validateOnly:b
MutateConversionActionsRequest customerId:s! operations:M.ConversionActionOperation[]! partialFailure:b validateOnly:b responseContentType:E.ResponseContentType
`;

export interface FieldShape {
  readonly name: string;
  /** As queries and error paths write it. */
  readonly snake: string;
  readonly type: string;
  readonly repeated: boolean;
  readonly required: boolean;
  readonly outputOnly: boolean;
  readonly immutable: boolean;
}

export interface MessageShape {
  readonly name: string;
  /** By the JSON name and by the snake_case name alike: proto JSON takes both. */
  readonly fields: ReadonlyMap<string, FieldShape>;
  readonly oneofs: readonly (readonly string[])[];
}

const snakeNames = new Map<string, string>([['googleAnalytics4Settings', 'google_analytics_4_settings']]);

/** `finalUrlSuffix` → `final_url_suffix`, remembered because every request asks thousands of times. One name of the descriptors sets its digit apart. */
export function snakeCase(name: string): string {
  let snake = snakeNames.get(name);
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (snakeNames.size < 5_000) snakeNames.set(name, snake);
  }
  return snake;
}

function parseLine(line: string): MessageShape {
  const [name = '', ...parts] = line.split(' ');
  const fields = new Map<string, FieldShape>();
  const oneofs: string[][] = [];
  for (const part of parts) {
    if (part.startsWith('@')) {
      oneofs.push(part.slice(1).split(','));
      continue;
    }
    const match = /^(\w+):([\w.*]+?)((?:\[\])?)([!^=]*)$/.exec(part);
    if (match === null) throw new Error(`Unreadable field ${part} of ${name}`);
    const field: FieldShape = {
      name: match[1]!,
      snake: snakeCase(match[1]!),
      type: match[2]!,
      repeated: match[3] !== '',
      required: match[4]!.includes('!'),
      outputOnly: match[4]!.includes('^'),
      immutable: match[4]!.includes('='),
    };
    fields.set(field.name, field);
    fields.set(field.snake, field);
  }
  return { name, fields, oneofs };
}

export const MESSAGES: ReadonlyMap<string, MessageShape> = new Map(
  LINES.trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), parseLine(line)]),
);

export function messageShape(name: string): MessageShape {
  const shape = MESSAGES.get(name);
  if (shape === undefined) throw new Error(`No message is called ${name}`);
  return shape;
}
