namespace Pacs.Network.Pdus;

/// <summary>A-ABORT (PS3.8 §9.3.8).</summary>
internal readonly record struct AssociateAbort(AbortSource Source, AbortReason Reason);
