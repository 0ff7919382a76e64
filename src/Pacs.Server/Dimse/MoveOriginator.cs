namespace Pacs.Server.Dimse;

/// <summary>Who asked for the C-MOVE that a C-STORE is a sub-operation of, and with which message (PS3.7 §9.1.1.1).</summary>
internal sealed record MoveOriginator(string AeTitle, ushort MessageId);
