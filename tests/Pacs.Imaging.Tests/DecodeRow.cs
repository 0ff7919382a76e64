namespace Pacs.Imaging.Tests;

/// <summary>One file of the table.</summary>
internal sealed record DecodeRow(string Path, string Syntax, int Frames, DecodeVerdict Verdict, string Remark)
{
    public override string ToString() => $"{Verdict,-9} {Path,-58} {Frames,3}  {Syntax}; {Remark}";
}
