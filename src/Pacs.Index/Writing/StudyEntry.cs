namespace Pacs.Index.Writing;

/// <summary>A study's row as the writer remembers it, with what its transaction adds.</summary>
internal sealed class StudyEntry(
    long key, PatientEntry patient, string modalities, string sopClasses, byte[] attributes)
{
    private readonly Dictionary<string, SeriesEntry> _series = new(StringComparer.Ordinal);

    public long Key => key;

    public PatientEntry Patient => patient;

    public HeldAttributes Attributes { get; } = new(attributes);

    public ListColumn Modalities { get; set; } = new(modalities);

    public ListColumn SopClasses { get; set; } = new(sopClasses);

    public int NewSeries { get; set; }

    public int NewInstances { get; set; }

    public SeriesEntry? Find(string seriesInstanceUid) => _series.GetValueOrDefault(seriesInstanceUid);

    public void Remember(string seriesInstanceUid, SeriesEntry series) => _series[seriesInstanceUid] = series;
}
