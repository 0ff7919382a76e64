global using Pacs.Conformance.Tests.Raw;
global using Pacs.Conformance.Tests.Rig;
