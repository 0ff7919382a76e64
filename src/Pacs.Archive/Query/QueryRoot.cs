namespace Pacs.Archive.Query;

/// <summary>The query/retrieve information models (PS3.4 §C.6).</summary>
public enum QueryRoot
{
    /// <summary>Patient Root: PATIENT, STUDY, SERIES, IMAGE (PS3.4 §C.6.1).</summary>
    Patient,

    /// <summary>Study Root: STUDY, with the patient's attributes, SERIES, IMAGE (PS3.4 §C.6.2).</summary>
    Study,

    /// <summary>Patient/Study Only, retired and still asked for: PATIENT, STUDY (PS3.4-2004 §C.6.3).</summary>
    PatientStudyOnly,
}
