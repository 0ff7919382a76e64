namespace Pacs.Index.Writing;

/// <summary>A patient's row as the writer remembers it, with what its transaction adds.</summary>
internal sealed class PatientEntry(long key, long tenant, string patientId, string issuer, byte[] attributes)
{
    public long Key => key;

    public long Tenant => tenant;

    public string PatientId => patientId;

    public string Issuer => issuer;

    public HeldAttributes Attributes { get; } = new(attributes);

    public int NewStudies { get; set; }

    public int NewSeries { get; set; }

    public int NewInstances { get; set; }

    /// <summary>
    /// True when another identity contradicts this one: both say an ID, or both an issuer, and not the same. What is
    /// left out contradicts nothing.
    /// </summary>
    public bool IsContradictedBy(string otherId, string otherIssuer) =>
        (patientId.Length > 0 && otherId.Length > 0 && patientId != otherId) ||
        (issuer.Length > 0 && otherIssuer.Length > 0 && issuer != otherIssuer) ||
        (patientId.Length == 0 && otherId.Length > 0);
}
