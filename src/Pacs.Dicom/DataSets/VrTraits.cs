namespace Pacs.Dicom.DataSets;

/// <summary>What PS3.5 §6.2 and §7.1.2 say of each value representation.</summary>
public static class VrTraits
{
    extension(Vr vr)
    {
        /// <summary>True for the 34 VRs of PS3.5 Table 6.2-1.</summary>
        public bool IsStandard => vr is
            Vr.AE or Vr.AS or Vr.AT or Vr.CS or Vr.DA or Vr.DS or Vr.DT or Vr.FD or Vr.FL or Vr.IS or Vr.LO or Vr.LT or
            Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.PN or Vr.SH or Vr.SL or Vr.SQ or Vr.SS or Vr.ST or
            Vr.SV or Vr.TM or Vr.UC or Vr.UI or Vr.UL or Vr.UN or Vr.UR or Vr.US or Vr.UT or Vr.UV;

        /// <summary>
        /// True when an explicit encoding has two reserved bytes and a 32-bit length (PS3.5 Table 7.1-1).
        /// </summary>
        public bool HasLongLength => vr is
            Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or
            Vr.SQ or Vr.SV or Vr.UC or Vr.UN or Vr.UR or Vr.UT or Vr.UV;

        /// <summary>True when the value is characters, in the default repertoire or a specific character set.</summary>
        public bool IsText => vr is
            Vr.AE or Vr.AS or Vr.CS or Vr.DA or Vr.DS or Vr.DT or Vr.IS or Vr.LO or Vr.LT or Vr.PN or Vr.SH or Vr.ST or
            Vr.TM or Vr.UC or Vr.UI or Vr.UR or Vr.UT;

        /// <summary>True when the value is bytes that no text stands for: what JSON has inline in base 64, or by a URI.</summary>
        public bool IsBinary => vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UN;

        /// <summary>True when Specific Character Set (0008,0005) applies to the value (PS3.5 §6.1.2.3).</summary>
        public bool UsesSpecificCharacterSet => vr is Vr.LO or Vr.LT or Vr.PN or Vr.SH or Vr.ST or Vr.UC or Vr.UT;

        /// <summary>
        /// True when a backslash separates values; false for one free text, bytes or a sequence (PS3.5 §6.4).
        /// </summary>
        public bool IsMultiValuedText => vr.IsText && vr is not (Vr.LT or Vr.ST or Vr.UT or Vr.UR);

        /// <summary>
        /// What an odd value is padded with: NUL for UI and bytes, a space for other text (PS3.5 §6.2).
        /// </summary>
        public byte Padding => vr.IsText && vr != Vr.UI ? (byte)' ' : (byte)0;

        /// <summary>
        /// Bytes of one number, the unit of byte order; 1 when byte order does not matter (PS3.5 §7.3).
        /// </summary>
        public int WordSize => vr switch
        {
            Vr.AT or Vr.OW or Vr.SS or Vr.US => 2,
            Vr.FL or Vr.OF or Vr.OL or Vr.SL or Vr.UL => 4,
            Vr.FD or Vr.OD or Vr.OV or Vr.SV or Vr.UV => 8,
            _ => 1,
        };

        /// <summary>The two letters.</summary>
        public string Letters => vr == Vr.None ? "" : string.Create(2, vr, static (letters, code) =>
        {
            letters[0] = (char)((ushort)code >> 8);
            letters[1] = (char)((ushort)code & 0xFF);
        });
    }
}
