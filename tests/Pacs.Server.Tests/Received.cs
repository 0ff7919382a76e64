using Pacs.Dicom.Transfer;
using Pacs.Network.Messages;

namespace Pacs.Server.Tests;

/// <summary>An instance that a peer was sent.</summary>
internal sealed record Received(CStoreRequest Request, TransferSyntax Syntax, byte[] Bytes);
