namespace Pacs.Index.Model;

/// <summary>
/// A study. Text columns hold what is searched; the attributes as they came are in <see cref="Attributes"/>.
/// </summary>
internal sealed class Study
{
    public long Key { get; init; }

    public long TenantKey { get; init; }

    public long PatientKey { get; init; }

    public required string StudyInstanceUid { get; init; }

    public string? StudyDate { get; init; }

    public string? StudyTime { get; init; }

    public string? AccessionNumber { get; init; }

    public string? StudyId { get; init; }

    public string? StudyDescription { get; init; }

    /// <summary>The alphabetic component group, folded.</summary>
    public string? ReferringPhysician { get; init; }

    /// <summary>The ideographic component group, folded.</summary>
    public string? ReferringPhysicianIdeographic { get; init; }

    /// <summary>The phonetic component group, folded.</summary>
    public string? ReferringPhysicianPhonetic { get; init; }

    /// <summary>Each modality of its series once, in order, with a backslash before, between and after.</summary>
    public required string Modalities { get; init; }

    /// <summary>Each SOP class of its instances once, in order, with a backslash before, between and after.</summary>
    public required string SopClasses { get; init; }

    public int NumberOfSeries { get; init; }

    public int NumberOfInstances { get; init; }

    /// <summary>The study's attributes as an Explicit VR Little Endian data set in UTF-8.</summary>
    public required byte[] Attributes { get; init; }
}
