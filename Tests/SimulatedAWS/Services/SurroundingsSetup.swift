import AWSClient

/// Operations by which somebody makes and unmakes what policies are judged beside: networks, clusters, graphs, notebook instances, objects.
enum SurroundingsSetup {
    static let tables: [String: ServiceTable] = [
        "s3": ServiceTable(
            service: S3.service,
            text: """
                write PutObject PUT /{Key+} input=PutObjectRequest
                write DeleteObject DELETE /{Key+} input=DeleteObjectRequest
                write DeleteBucket DELETE / input=DeleteBucketRequest
                PutObjectRequest Bucket!:s@u=Bucket@ctx=Bucket Key!:s@u=Key ContentLength:i@h=Content-Length
                DeleteObjectRequest Bucket!:s@u=Bucket@ctx=Bucket Key!:s@u=Key
                DeleteBucketRequest Bucket!:s@u=Bucket@ctx=Bucket
                """),
        "ec2": ServiceTable(service: EC2.service, text: Self.networks),
        "rds": ServiceTable(
            service: Neptune.service,
            text: """
                write CreateDBSubnetGroup POST / input=CreateDBSubnetGroupMessage
                write StopDBCluster POST / input=ClusterMessage
                write StartDBCluster POST / input=ClusterMessage
                write DeleteDBCluster POST / input=ClusterMessage
                CreateDBSubnetGroupMessage DBSubnetGroupName!:s DBSubnetGroupDescription!:s SubnetIds!:[s@n=SubnetIdentifier]
                ClusterMessage DBClusterIdentifier!:s SkipFinalSnapshot:b
                """),
        "neptune-graph": ServiceTable(
            service: NeptuneGraph.service,
            text: """
                write CreateGraph POST /graphs input=CreateGraphInput output=Graph
                write StartGraph POST /graphs/{graphIdentifier}/start input=GraphInput output=Graph
                write StopGraph POST /graphs/{graphIdentifier}/stop input=GraphInput output=Graph
                write DeleteGraph DELETE /graphs/{graphIdentifier} input=GraphInput output=Graph
                CreateGraphInput graphName!:s provisionedMemory!:i publicConnectivity:b kmsKeyIdentifier:s deletionProtection:b tags:{s,s}
                GraphInput graphIdentifier!:s@u=graphIdentifier
                Graph id!:s name!:s arn!:s status:s provisionedMemory:i publicConnectivity:b endpoint:s replicaCount:i kmsKeyIdentifier:s
                  deletionProtection:b
                """),
        "sagemaker": ServiceTable(
            service: SageMaker.service,
            text: """
                write CreateNotebookInstance POST / input=CreateNotebookInstanceInput output=CreateNotebookInstanceOutput
                write StartNotebookInstance POST / input=NotebookInput
                write StopNotebookInstance POST / input=NotebookInput
                write DeleteNotebookInstance POST / input=NotebookInput
                CreateNotebookInstanceInput NotebookInstanceName!:s InstanceType!:s RoleArn!:s
                CreateNotebookInstanceOutput NotebookInstanceArn:s
                NotebookInput NotebookInstanceName!:s
                """)
    ]

    private static let networks = """
        write CreateVpc POST / input=CreateVpcRequest output=CreateVpcResult
        write CreateSubnet POST / input=CreateSubnetRequest output=CreateSubnetResult
        write CreateRouteTable POST / input=CreateRouteTableRequest output=CreateRouteTableResult
        write AssociateRouteTable POST / input=AssociateRouteTableRequest output=AssociateRouteTableResult
        write CreateVpcEndpoint POST / input=CreateVpcEndpointRequest output=CreateVpcEndpointResult
        write ModifyVpcEndpoint POST / input=ModifyVpcEndpointRequest output=ModifyVpcEndpointResult
        write DeleteVpcEndpoints POST / input=DeleteVpcEndpointsRequest
        write CreateManagedPrefixList POST / input=CreateManagedPrefixListRequest output=CreateManagedPrefixListResult
        AddPrefixListEntry Cidr!:s Description:s
        AssociateRouteTableRequest SubnetId:s@n=subnetId RouteTableId!:s@n=routeTableId
        AssociateRouteTableResult AssociationId:s@n=associationId
        CreateManagedPrefixListRequest PrefixListName!:s Entries:[AddPrefixListEntry]@n=Entry MaxEntries!:i AddressFamily!:s
        CreateManagedPrefixListResult PrefixList:ManagedPrefixList@n=prefixList
        CreateRouteTableRequest VpcId!:s@n=vpcId
        CreateRouteTableResult RouteTable:RouteTable@n=routeTable
        CreateSubnetRequest VpcId!:s CidrBlock:s
        CreateSubnetResult Subnet:Subnet@n=subnet
        CreateVpcEndpointRequest VpcId!:s ServiceName!:s VpcEndpointType:s PolicyDocument:s RouteTableIds:[s@n=item]@n=RouteTableId
        CreateVpcEndpointResult VpcEndpoint:VpcEndpoint@n=vpcEndpoint
        CreateVpcRequest CidrBlock:s
        CreateVpcResult Vpc:Vpc@n=vpc
        DeleteVpcEndpointsRequest VpcEndpointIds!:[s@n=item]@n=VpcEndpointId
        ManagedPrefixList PrefixListId:s@n=prefixListId
        ModifyVpcEndpointRequest VpcEndpointId!:s ResetPolicy:b PolicyDocument:s AddRouteTableIds:[s@n=item]@n=AddRouteTableId
          RemoveRouteTableIds:[s@n=item]@n=RemoveRouteTableId
        ModifyVpcEndpointResult Return:b@n=return
        RouteTable RouteTableId:s@n=routeTableId VpcId:s@n=vpcId OwnerId:s@n=ownerId Associations:[RouteTableAssociation@n=item]@n=associationSet
        RouteTableAssociation RouteTableAssociationId:s@n=routeTableAssociationId RouteTableId:s@n=routeTableId SubnetId:s@n=subnetId Main:b@n=main
        Subnet SubnetId:s@n=subnetId VpcId:s@n=vpcId CidrBlock:s@n=cidrBlock State:s@n=state OwnerId:s@n=ownerId
          AvailabilityZone:s@n=availabilityZone
        Vpc VpcId:s@n=vpcId OwnerId:s@n=ownerId State:s@n=state CidrBlock:s@n=cidrBlock IsDefault:b@n=isDefault InstanceTenancy:s@n=instanceTenancy
        VpcEndpoint VpcEndpointId:s@n=vpcEndpointId VpcEndpointType:s@n=vpcEndpointType VpcId:s@n=vpcId ServiceName:s@n=serviceName
          State:s@n=state PolicyDocument:s@n=policyDocument RouteTableIds:[s@n=item]@n=routeTableIdSet SubnetIds:[s@n=item]@n=subnetIdSet
          OwnerId:s@n=ownerId
        """
}
