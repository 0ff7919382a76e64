using Pacs.Archive.Query;
using Pacs.Dicom.Dictionary;

namespace Pacs.Server.Dimse;

/// <summary>The query/retrieve SOP classes that are served, and the information model of each (PS3.4 §C.6.1.3, §C.6.2.3).</summary>
internal static class QueryRetrieveModels
{
    public static IReadOnlyDictionary<string, QueryRoot> Find { get; } = new Dictionary<string, QueryRoot>
    {
        [SopClasses.PatientRootQueryRetrieveInformationModelFind] = QueryRoot.Patient,
        [SopClasses.StudyRootQueryRetrieveInformationModelFind] = QueryRoot.Study,
        [SopClasses.PatientStudyOnlyQueryRetrieveInformationModelFind] = QueryRoot.PatientStudyOnly,
    };

    public static IReadOnlyDictionary<string, QueryRoot> Move { get; } = new Dictionary<string, QueryRoot>
    {
        [SopClasses.PatientRootQueryRetrieveInformationModelMove] = QueryRoot.Patient,
        [SopClasses.StudyRootQueryRetrieveInformationModelMove] = QueryRoot.Study,
        [SopClasses.PatientStudyOnlyQueryRetrieveInformationModelMove] = QueryRoot.PatientStudyOnly,
    };

    public static IReadOnlyDictionary<string, QueryRoot> Get { get; } = new Dictionary<string, QueryRoot>
    {
        [SopClasses.PatientRootQueryRetrieveInformationModelGet] = QueryRoot.Patient,
        [SopClasses.StudyRootQueryRetrieveInformationModelGet] = QueryRoot.Study,
        [SopClasses.PatientStudyOnlyQueryRetrieveInformationModelGet] = QueryRoot.PatientStudyOnly,
    };
}
