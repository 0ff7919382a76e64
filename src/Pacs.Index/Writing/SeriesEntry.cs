namespace Pacs.Index.Writing;

/// <summary>A series' row as the writer remembers it, with what its transaction adds.</summary>
internal sealed class SeriesEntry(long key, StudyEntry study, byte[] attributes)
{
    public long Key => key;

    public StudyEntry Study => study;

    public HeldAttributes Attributes { get; } = new(attributes);

    public int NewInstances { get; set; }
}
