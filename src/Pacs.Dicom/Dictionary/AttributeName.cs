using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Dictionary;

/// <summary>
/// An attribute as a person names it: <c>KVP</c>, <c>00180060</c>, or for a private one <c>00291008:SIEMENS CSA HEADER</c>
/// with the name of its block and, after another colon, its VR where that is not LO. The number of the block is not part
/// of the name: each data set has its own (PS3.5 §7.8.1).
/// </summary>
/// <param name="Tag">The tag; of a private attribute in the first block.</param>
/// <param name="Creator">The name of the private block; empty for a standard attribute.</param>
/// <param name="Vr">The VR.</param>
public readonly record struct AttributeName(Tag Tag, string Creator, Vr Vr)
{
    private const int FirstBlock = 0x1000;

    /// <summary>False when the text names no attribute.</summary>
    public static bool TryParse(string text, out AttributeName name)
    {
        name = default;
        if (DicomDictionary.FindKeyword(text) is { } entry)
        {
            name = new AttributeName(entry.Tag, "", entry.Vr);
            return true;
        }

        var parts = text.Split(':');
        if (!Tag.TryParse(parts[0], out var tag)) return false;
        if (!tag.IsPrivate)
        {
            name = new AttributeName(tag, "", DicomDictionary.VrOf(tag));
            return parts.Length == 1 && name.Vr != Vr.UN;
        }

        var vr = Vr.LO;
        if (parts.Length is < 2 or > 3 || parts[1].Length == 0 || tag.Element < FirstBlock) return false;
        if (parts.Length == 3 && !(Enum.TryParse(parts[2], out vr) && vr.IsStandard)) return false;

        name = new AttributeName(new Tag(tag.Group, (ushort)(FirstBlock | (tag.Element & 0xFF))), parts[1], vr);
        return true;
    }

    /// <summary>What <see cref="TryParse"/> reads; the keyword where there is one.</summary>
    public override string ToString() => Creator.Length > 0
        ? $"{Tag.Value:X8}:{Creator}{(Vr == Vr.LO ? "" : $":{Vr.Letters}")}"
        : DicomDictionary.Find(Tag)?.Keyword ?? $"{Tag.Value:X8}";
}
