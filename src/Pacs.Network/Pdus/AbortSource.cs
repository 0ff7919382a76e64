namespace Pacs.Network.Pdus;

/// <summary>Who gave up (PS3.8 Table 9-26).</summary>
public enum AbortSource : byte
{
    ServiceUser = 0,
    ServiceProvider = 2,
}
