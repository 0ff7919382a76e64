namespace Pacs.Index.Writing;

/// <summary>A tenant's row as the writer remembers it, with what its transaction adds.</summary>
internal sealed class TenantEntry(long key)
{
    private readonly Dictionary<string, StudyEntry> _studies = new(StringComparer.Ordinal);
    private readonly Dictionary<long, PatientEntry> _patients = [];

    public long Key => key;

    public int NewPatients { get; set; }

    public int NewStudies { get; set; }

    public int NewSeries { get; set; }

    public int NewInstances { get; set; }

    public StudyEntry? FindStudy(string studyInstanceUid) => _studies.GetValueOrDefault(studyInstanceUid);

    public PatientEntry? FindPatient(long patientKey) => _patients.GetValueOrDefault(patientKey);

    public void Remember(string studyInstanceUid, StudyEntry study) => _studies[studyInstanceUid] = study;

    public void Remember(PatientEntry patient) => _patients[patient.Key] = patient;
}
