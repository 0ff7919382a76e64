namespace Pacs.Index.Tests;

/// <summary>Identifiers of queries.</summary>
internal static class Keys
{
    /// <summary>Keys with a value to match; an empty one is a return key. In UTF-8.</summary>
    public static DataSet Of(params (Tag Tag, string Value)[] keys)
    {
        var identifier = new DataSet();
        identifier.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
        foreach (var (tag, value) in keys)
        {
            var vr = DicomDictionary.VrOf(tag);
            if (vr == Vr.SQ) identifier.Set(new DataElement(tag, []));
            else identifier.Set(tag, vr, value);
        }

        return identifier;
    }
}
