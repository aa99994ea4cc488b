/// Actions that people know, so that a witness shows one of them where it can.
package enum FamiliarActions {
    package static let names = [
        "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:ListAllMyBuckets",
        "s3:CreateBucket", "s3:GetObjectVersion", "s3:PutObjectAcl", "iam:PassRole", "iam:CreateRole", "iam:GetRole", "iam:ListRoles",
        "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreateUser", "iam:CreateAccessKey", "iam:CreatePolicyVersion",
        "iam:UpdateAssumeRolePolicy", "iam:DeleteRole", "iam:TagRole", "iam:CreateServiceLinkedRole", "sts:AssumeRole",
        "sts:TagSession", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey",
        "kms:DescribeKey", "kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:ReEncryptFrom", "kms:GetKeyPolicy",
        "kms:ListKeys", "ec2:DescribeInstances", "ec2:RunInstances", "ec2:TerminateInstances", "ec2:CreateTags",
        "ec2:AuthorizeSecurityGroupIngress", "ec2:DescribeVpcs", "rds:DescribeDBClusters", "rds:ModifyDBCluster", "rds:AddRoleToDBCluster",
        "rds:CreateDBCluster", "neptune-db:ReadDataViaQuery", "neptune-db:WriteDataViaQuery", "neptune-db:DeleteDataViaQuery",
        "neptune-db:connect", "neptune-db:GetEngineStatus", "neptune-db:StartLoaderJob", "neptune-db:ResetDatabase",
        "neptune-graph:ReadDataViaQuery", "neptune-graph:StartExportTask", "neptune-graph:CreateGraph", "sagemaker:ListNotebookInstances",
        "sagemaker:CreatePresignedNotebookInstanceUrl", "lambda:InvokeFunction", "lambda:CreateFunction", "dynamodb:GetItem", "dynamodb:PutItem",
        "sqs:SendMessage", "sqs:ReceiveMessage", "sns:Publish", "logs:CreateLogGroup", "logs:PutLogEvents", "cloudtrail:LookupEvents",
        "cloudtrail:StopLogging", "organizations:DescribeOrganization", "organizations:LeaveOrganization", "secretsmanager:GetSecretValue",
        "cloudwatch:GetMetricData"
    ]
}
