using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Parsing;

internal static class VrForms
{
    private static readonly VrForm[] ByLetters = Enumerable.Range(0, 26 * 26)
        .Select(i => (Vr)(('A' + i / 26) << 8 | ('A' + i % 26)))
        .Select(vr => vr.IsStandard && !vr.HasLongLength ? VrForm.Short : VrForm.Long) // PS3.5 §6.2: new VRs are long
        .ToArray();

    public static VrForm Of(Vr vr)
    {
        var first = ((uint)vr >> 8) - 'A';
        var second = ((uint)vr & 0xFF) - 'A';
        if (first < 26 && second < 26) return ByLetters[first * 26 + second];
        return (ushort)vr is 0 or ('?' << 8 | '?') or (' ' << 8 | ' ') ? VrForm.Missing : VrForm.None;
    }
}
