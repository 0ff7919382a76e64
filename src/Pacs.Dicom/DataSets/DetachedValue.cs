namespace Pacs.Dicom.DataSets;

/// <summary>A value that the text of a data set only refers to (BulkDataURI of PS3.18 §F.2.2, BulkData of PS3.19 §A.1.4).</summary>
/// <param name="Owner">The data set or item the element belongs to; it has the element already, without a value.</param>
/// <param name="Tag">The element.</param>
/// <param name="Vr">Its VR as stated.</param>
/// <param name="Uri">As stated; of the Native DICOM Model, a UUID without scheme may stand here.</param>
public sealed record DetachedValue(DataSet Owner, Tag Tag, Vr Vr, string Uri)
{
    /// <summary>Puts the value in its place.</summary>
    public void Attach(ReadOnlyMemory<byte> value) => Owner.Set(new DataElement(Tag, Vr, value));
}
