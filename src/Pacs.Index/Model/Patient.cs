namespace Pacs.Index.Model;

/// <summary>
/// A patient, by tenant, issuer and Patient ID. Who came without an ID is nobody else: such a patient is one study's
/// own (<see cref="LoneStudyUid"/>), so that strangers are never merged.
/// </summary>
internal sealed class Patient
{
    public long Key { get; init; }

    public long TenantKey { get; init; }

    /// <summary>Patient ID (0010,0020); empty when there is none.</summary>
    public required string PatientId { get; init; }

    /// <summary>Issuer of Patient ID (0010,0021); empty when there is none.</summary>
    public required string Issuer { get; init; }

    /// <summary>The study this patient without an ID is known by; empty for a patient with one.</summary>
    public required string LoneStudyUid { get; init; }

    /// <summary>The alphabetic component group, folded.</summary>
    public string? Name { get; init; }

    /// <summary>The ideographic component group, folded.</summary>
    public string? NameIdeographic { get; init; }

    /// <summary>The phonetic component group, folded.</summary>
    public string? NamePhonetic { get; init; }

    public string? BirthDate { get; init; }

    public string? Sex { get; init; }

    public int NumberOfStudies { get; init; }

    public int NumberOfSeries { get; init; }

    public int NumberOfInstances { get; init; }

    /// <summary>The patient's attributes as an Explicit VR Little Endian data set in UTF-8.</summary>
    public required byte[] Attributes { get; init; }
}
