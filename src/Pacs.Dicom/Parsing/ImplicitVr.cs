using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Parsing;

/// <summary>The VR of an element whose encoding does not say it (PS3.5 §A.1).</summary>
internal static class ImplicitVr
{
    public static Vr Of(Tag tag, bool isSigned)
    {
        if (tag.IsGroupLength) return Vr.UL;
        if (tag.IsPrivate) return tag.IsPrivateCreator ? Vr.LO : Vr.UN;
        return Vr.UN;
    }
}
