namespace Pacs.Network.Pdus;

/// <summary>Whether calling again may help (PS3.8 Table 9-21).</summary>
public enum RejectResult : byte
{
    Permanent = 1,
    Transient = 2,
}
