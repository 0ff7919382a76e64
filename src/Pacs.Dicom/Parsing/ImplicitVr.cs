using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Dicom.Parsing;

/// <summary>The VR of an element whose encoding does not say it (PS3.5 §A.1).</summary>
internal static class ImplicitVr
{
    private const int CacheBits = 11;
    private const uint CanBeSigned = 0x1_0000;

    // The same few hundred tags come again and again. A slot holds a tag above its VR; it is read and written in one
    // piece, so that threads who meet in it look up once more at worst.
    private static readonly ulong[] Cache = new ulong[1 << CacheBits];

    /// <param name="tag">The tag.</param>
    /// <param name="isSigned">True when Pixel Representation (0028,0103) is 1, so that "US or SS" means SS.</param>
    public static Vr Of(Tag tag, bool isSigned)
    {
        ref var slot = ref Cache[tag.Value * 0x9E37_79B1u >> (32 - CacheBits)]; // Fibonacci hashing
        var found = slot;
        if (found == 0 || found >> 32 != tag.Value) slot = found = LookUp(tag);

        return isSigned && (found & CanBeSigned) != 0 ? Vr.SS : (Vr)(ushort)found;
    }

    private static ulong LookUp(Tag tag)
    {
        var vr = DicomDictionary.VrOf(tag);
        var canBeSigned = vr == Vr.US && DicomDictionary.Find(tag) is { } entry && entry.Vrs.Contains(Vr.SS);
        return (ulong)tag.Value << 32 | (canBeSigned ? CanBeSigned : 0) | (ushort)vr;
    }
}
