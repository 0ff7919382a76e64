namespace Pacs.Network.Pdus;

/// <summary>The roles the association's requestor may take for a SOP class (PS3.7 §D.3.3.4).</summary>
public readonly record struct RoleSelection(string SopClassUid, bool Scu, bool Scp);
